BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE answer (
	id CHAR(32) NOT NULL, 
	tenant_id CHAR(32) NOT NULL, 
	assessment_id CHAR(32) NOT NULL, 
	practice_id TEXT NOT NULL, 
	given_by TEXT NOT NULL, 
	role TEXT NOT NULL, 
	given_at DATETIME NOT NULL, 
	"values" JSON NOT NULL, 
	sites JSON NOT NULL, 
	not_applicable BOOLEAN NOT NULL, 
	reason TEXT NOT NULL, 
	approved_by TEXT NOT NULL, 
	comment TEXT NOT NULL, 
	CONSTRAINT pk_answer PRIMARY KEY (id), 
	CONSTRAINT ck_answer_reason CHECK (reason <> '' or not not_applicable), 
	CONSTRAINT ck_answer_role CHECK (role in ('consensus', 'assessor', 'respondent')), 
	CONSTRAINT fk_answer_tenant_id_assessment_id_assessment FOREIGN KEY(tenant_id, assessment_id) REFERENCES assessment (tenant_id, id) ON DELETE CASCADE, 
	CONSTRAINT fk_answer_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id) ON DELETE CASCADE, 
	CONSTRAINT uq_answer_tenant_id_assessment_id_practice_id_role_given_by UNIQUE (tenant_id, assessment_id, practice_id, role, given_by)
);
INSERT INTO "answer" VALUES('01a1ffe07d0f7ed99a1f7e724309dedb','01a1ffe07ac97e0a80868d74ae1192db','01a1ffe07d09709499f6b1616329da03','leadership.vision.customer-promise','somebody','consensus','2026-11-21 20:51:04.591624','{"approach": "75", "learning": "50", "integration": "55", "evidence": "4"}','{"deployment": [{"site": "Harbour works", "share": "2", "value": "75"}, {"site": "Upper town office", "share": "1", "value": "95"}]}',0,'','','Seen, "checked"; <b>not</b> everywhere — 已核查。
=1+1');
INSERT INTO "answer" VALUES('01a1ffe07d107efd8e2339f4efa48585','01a1ffe07ac97e0a80868d74ae1192db','01a1ffe07d09709499f6b1616329da03','leadership.vision.lasting-relationship','somebody','consensus','2026-11-21 20:51:04.592363','{}','{}',1,'No such customers','Lead','');
INSERT INTO "answer" VALUES('01a1ffe07d11795cbc486ea5f977ffea','01a1ffe07ac97e0a80868d74ae1192db','01a1ffe07d09709499f6b1616329da03','leadership.vision.customer-promise','Assessor One','assessor','2026-11-21 20:51:04.592966','{"approach": "85", "learning": "90", "integration": "95", "evidence": "2"}','{"deployment": [{"site": "Harbour works", "share": "2", "value": "80"}, {"site": "Upper town office", "share": "1", "value": "80"}]}',0,'','','Seen, "checked"; <b>not</b> everywhere — 已核查。
=1+1');
INSERT INTO "answer" VALUES('01a1ffe07d12730498a0a1b655573bc8','01a1ffe07ac97e0a80868d74ae1192db','01a1ffe07d09709499f6b1616329da03','leadership.vision.customer-promise','Assessor Two','assessor','2026-11-21 20:51:04.592973','{"approach": "85", "learning": "100", "integration": "75", "evidence": "2"}','{"deployment": [{"site": "Harbour works", "share": "2", "value": "95"}, {"site": "Upper town office", "share": "1", "value": "85"}]}',0,'','','');
CREATE TABLE assessment (
	id CHAR(32) NOT NULL, 
	tenant_id CHAR(32) NOT NULL, 
	organisation_id CHAR(32) NOT NULL, 
	model TEXT NOT NULL, 
	model_digest TEXT NOT NULL, 
	track TEXT NOT NULL, 
	profile TEXT, 
	status TEXT NOT NULL, 
	assessed_on DATE NOT NULL, 
	stated JSON NOT NULL, 
	team JSON NOT NULL, 
	source TEXT NOT NULL, 
	source_digest TEXT NOT NULL, 
	recorded_by TEXT NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_assessment PRIMARY KEY (id), 
	CONSTRAINT ck_assessment_status CHECK (status in ('draft', 'submitted')), 
	CONSTRAINT fk_assessment_tenant_id_organisation_id_organisation FOREIGN KEY(tenant_id, organisation_id) REFERENCES organisation (tenant_id, id) ON DELETE CASCADE, 
	CONSTRAINT fk_assessment_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id) ON DELETE CASCADE, 
	CONSTRAINT uq_assessment_tenant_id_id UNIQUE (tenant_id, id), 
	CONSTRAINT uq_assessment_tenant_id_source_digest UNIQUE (tenant_id, source_digest)
);
INSERT INTO "assessment" VALUES('01a1ffe07d09709499f6b1616329da03','01a1ffe07ac97e0a80868d74ae1192db','01a1ffe07d077466b485c69abd04410a','cmc@2026.1','2637bbeb40e85be425760eab5e2b554d374d4b01f994e900db5f3dad4e65c832','verified',NULL,'draft','2026-10-31','{"name": "First Revision Ltd", "industry": "K", "country": "CN", "employees": 1200, "scope": "Retail & branches", "sites": [{"name": "Harbour works", "share": "2"}, {"name": "Upper town office", "share": "1"}]}','[{"name": "Assessor One", "role": "lead", "last_advised_on": null}, {"name": "Assessor Two", "role": "member", "last_advised_on": "2021-03-01"}]','first-revision-ltd.xlsx','1f92841a21b6595e99b991244f1811b46dba485d0501f6ceeba4d2df9fba7fdb','somebody','2026-11-21 20:51:04.585097',1);
CREATE TABLE contribution (
	id CHAR(32) NOT NULL, 
	line TEXT NOT NULL, 
	track TEXT NOT NULL, 
	organisation_key TEXT NOT NULL, 
	assessment_key TEXT NOT NULL, 
	industry TEXT NOT NULL, 
	country TEXT NOT NULL, 
	size TEXT NOT NULL, 
	decided_on DATE NOT NULL, 
	scores BLOB NOT NULL, 
	nodes TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	synthetic BOOLEAN NOT NULL, 
	CONSTRAINT pk_contribution PRIMARY KEY (id), 
	CONSTRAINT ck_contribution_track CHECK (track in ('declared', 'verified')), 
	CONSTRAINT uq_contribution_line_track_organisation_key_assessment_key UNIQUE (line, track, organisation_key, assessment_key)
);
CREATE TABLE decision (
	id CHAR(32) NOT NULL, 
	tenant_id CHAR(32) NOT NULL, 
	assessment_id CHAR(32) NOT NULL, 
	certify BOOLEAN NOT NULL, 
	decided_by TEXT NOT NULL, 
	decided_on DATE NOT NULL, 
	effective_on DATE, 
	certificate_number TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	last_advised_on DATE, 
	CONSTRAINT pk_decision PRIMARY KEY (id), 
	CONSTRAINT fk_decision_tenant_id_assessment_id_assessment FOREIGN KEY(tenant_id, assessment_id) REFERENCES assessment (tenant_id, id) ON DELETE CASCADE, 
	CONSTRAINT fk_decision_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id) ON DELETE CASCADE, 
	CONSTRAINT uq_decision_tenant_id_assessment_id UNIQUE (tenant_id, assessment_id)
);
INSERT INTO "decision" VALUES('01a1ffe07d13773cb67a699b60787a17','01a1ffe07ac97e0a80868d74ae1192db','01a1ffe07d09709499f6b1616329da03',1,'Certification committee','2026-11-02','2026-11-05','CMC-2026-0001','All conditions are met.',NULL);
CREATE TABLE edition (
	id CHAR(32) NOT NULL, 
	line TEXT NOT NULL, 
	track TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	built_on DATE NOT NULL, 
	folder TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	synthetic BOOLEAN NOT NULL, 
	manifest JSON NOT NULL, 
	CONSTRAINT pk_edition PRIMARY KEY (id), 
	CONSTRAINT ck_edition_track CHECK (track in ('declared', 'verified')), 
	CONSTRAINT ck_edition_number CHECK (number >= 1), 
	CONSTRAINT uq_edition_line_track_number UNIQUE (line, track, number)
);
CREATE TABLE finding (
	id CHAR(32) NOT NULL, 
	tenant_id CHAR(32) NOT NULL, 
	assessment_id CHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	reference TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	practice_or_criterion TEXT NOT NULL, 
	text TEXT NOT NULL, 
	status TEXT NOT NULL, 
	plan_accepted BOOLEAN NOT NULL, 
	closed_on DATE, 
	CONSTRAINT pk_finding PRIMARY KEY (id), 
	CONSTRAINT ck_finding_kind CHECK (kind in ('major', 'minor', 'observation', 'strength')), 
	CONSTRAINT ck_finding_status CHECK (status in ('open', 'closed')), 
	CONSTRAINT fk_finding_tenant_id_assessment_id_assessment FOREIGN KEY(tenant_id, assessment_id) REFERENCES assessment (tenant_id, id) ON DELETE CASCADE, 
	CONSTRAINT fk_finding_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id) ON DELETE CASCADE, 
	CONSTRAINT uq_finding_tenant_id_assessment_id_reference UNIQUE (tenant_id, assessment_id, reference)
);
INSERT INTO "finding" VALUES('01a1ffe07d157116b052fa53f071a8c4','01a1ffe07ac97e0a80868d74ae1192db','01a1ffe07d09709499f6b1616329da03',0,'NC-1','minor','leadership.integrity','Two branches keep no log.','open',1,NULL);
INSERT INTO "finding" VALUES('01a1ffe07d16727d97457bf48774785e','01a1ffe07ac97e0a80868d74ae1192db','01a1ffe07d09709499f6b1616329da03',1,'OB-1','observation','leadership.vision.customer-promise','A <script>alert(1)</script> in a text.','closed',0,NULL);
CREATE TABLE issued_report (
	id CHAR(32) NOT NULL, 
	tenant_id CHAR(32) NOT NULL, 
	assessment_id CHAR(32) NOT NULL, 
	edition_id CHAR(32), 
	language TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_issued_report PRIMARY KEY (id), 
	CONSTRAINT ck_issued_report_kind CHECK (kind in ('report', 'certificate', 'result')), 
	CONSTRAINT ck_issued_report_language CHECK (language in ('en', 'zh-Hans', 'zh-Hant')), 
	CONSTRAINT fk_issued_report_edition_id_edition FOREIGN KEY(edition_id) REFERENCES edition (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_issued_report_tenant_id_assessment_id_assessment FOREIGN KEY(tenant_id, assessment_id) REFERENCES assessment (tenant_id, id) ON DELETE CASCADE, 
	CONSTRAINT fk_issued_report_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id) ON DELETE CASCADE
);
CREATE TABLE organisation (
	id CHAR(32) NOT NULL, 
	tenant_id CHAR(32) NOT NULL, 
	name TEXT NOT NULL, 
	industry TEXT NOT NULL, 
	country TEXT NOT NULL, 
	employees INTEGER, 
	scope TEXT NOT NULL, 
	sites JSON NOT NULL, 
	CONSTRAINT pk_organisation PRIMARY KEY (id), 
	CONSTRAINT ck_organisation_employees CHECK (employees >= 0), 
	CONSTRAINT fk_organisation_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id) ON DELETE CASCADE, 
	CONSTRAINT uq_organisation_tenant_id_id UNIQUE (tenant_id, id), 
	CONSTRAINT uq_organisation_tenant_id_name UNIQUE (tenant_id, name)
);
INSERT INTO "organisation" VALUES('01a1ffe07d077466b485c69abd04410a','01a1ffe07ac97e0a80868d74ae1192db','First Revision Ltd','K','CN',1200,'Retail & branches','[{"name": "Harbour works", "share": "2"}, {"name": "Upper town office", "share": "1"}]');
CREATE TABLE tenant (
	id CHAR(32) NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_tenant PRIMARY KEY (id), 
	CONSTRAINT uq_tenant_slug UNIQUE (slug)
);
INSERT INTO "tenant" VALUES('01a1ffe07ac97e0a80868d74ae1192db','local','Local','2026-11-21 20:51:04.009921');
CREATE INDEX ix_contribution_line_track_synthetic_decided_on ON contribution (line, track, synthetic, decided_on);
CREATE INDEX ix_assessment_tenant_id_assessed_on ON assessment (tenant_id, assessed_on);
CREATE INDEX ix_assessment_tenant_id_organisation_id_assessed_on ON assessment (tenant_id, organisation_id, assessed_on);
CREATE INDEX ix_issued_report_tenant_id_assessment_id ON issued_report (tenant_id, assessment_id);
COMMIT;
